DELETE WHERE { membership:lin-qiao-mayor org:role ?any }
