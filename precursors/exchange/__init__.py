"""Files in and out: importing workbooks, templates, exports, rejects."""
