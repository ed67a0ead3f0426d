DELETE WHERE { membership:lin-qiao-mayor org:organization ?any }
