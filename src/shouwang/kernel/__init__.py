"""The ground floor: values, journal, scope and encryption that every room stands on."""
