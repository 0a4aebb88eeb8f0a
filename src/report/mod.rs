//! Plain evidence to CSV, markdown and SVG: each exporter returns bytes.
