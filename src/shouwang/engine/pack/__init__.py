"""Policy packs: dated parameters, indicators, rules, codes and cases in YAML."""
