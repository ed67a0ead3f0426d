// What script adds to pages that work without it: suggestions, paired passages, copying, a key to the search box.
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
