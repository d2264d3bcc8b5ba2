# What the inner hop of scenarios/varnish-default.yaml simulates: the built-in VCL.
vcl 4.1;
backend default { .host = "127.0.0.1"; .port = "@APP@"; .first_byte_timeout = 2s; .between_bytes_timeout = 2s; }
