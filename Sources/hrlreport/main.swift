print("hrlreport")
