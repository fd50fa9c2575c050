"""report.html and report.markdown: values as a document for people.

content    values as rows, texts, numbers
blocks     what a document is made of, and how inputs and a template become it
figures    numbers and cells as people read them
html, page, chart, prose    the HTML document
markdown   the Markdown document
"""
