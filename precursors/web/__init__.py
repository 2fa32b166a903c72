"""The page kit: an application that is closed by default, its headers, its static files. It knows no domain."""
