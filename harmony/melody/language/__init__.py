"""The expression language: MiniJinja behind a guard. Its only door is `harmony.melody.expressions`.

tokens    cuts expressions into tokens
guard     parses an expression and writes it anew, so that nothing in it can grow without
          bound, reach a Python object's methods, or pass over an unknown name in silence
template  finds the expressions of a template, and lets the guard write them anew
known     the functions, filters and tests by name
bounded   what the guard puts in, ready for MiniJinja: operators, texts, lists, over one budget
look_ups  looks into plain data, and says what is not there
data      plain data in and out
spell     how values are written inside a longer text
"""
