"""How the methods of one table behave: numbers, their page of the manual and its pictures."""
