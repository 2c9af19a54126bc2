#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| aicaiq_fuzz::run("keys", data));
