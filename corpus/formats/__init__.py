"""Files of strangers in, their text out: Word, web pages, PDF, workbooks, OFD, RTF, each read in a child process with limits."""
