"""Text written from what ran: for the methods and the results of a paper, and for people who read no statistics."""
