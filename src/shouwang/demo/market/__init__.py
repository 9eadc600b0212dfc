"""The market's side of the demonstration: two cooperatives, their goods, a year of orders.

One process is one site: `agreeing` is called by the owner while the county is loaded (cards,
consent, certificates), `selling` and `buying` by the market's clockwork once both sites answer.
Everything is done by the rooms' own operations, with numbers that are the same at every loading:
what a killed process left is completed.
"""
