DELETE WHERE { membership:lin-qiao-mayor org:member ?any }
