//! Pictures that a camera might have made, small enough for a test.

/// What a camera writes beside a picture.
pub const PLACE: &[u8] = b"Exif\0\0 lat 4.6097 lon -74.0817";

/// The parts of a JPEG of 768 by 512 pixels, in their order; pictures of different shades differ.
pub fn picture(shade: u8) -> Vec<u8> {
    let segment = |marker: u8, content: &[u8]| {
        let length = u16::try_from(content.len() + 2).expect("a short segment").to_be_bytes();
        [&[0xFF, marker], &length[..], content].concat()
    };
    [
        b"\xFF\xD8".to_vec(),
        segment(0xE1, PLACE),
        segment(0xDB, &[shade; 65]),
        segment(0xC0, &[8, 2, 0, 3, 0, 1, 1, 0x11, 0]),
        segment(0xDA, &[1, 1, 0, 0, 63, 0]),
        b"\x01\x02\xFF\xD9".to_vec(),
    ]
    .concat()
}
