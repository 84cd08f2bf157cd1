//! Whether two numbers are a point on P-256 (NIST SP 800-186 section 3.2.1.3). Nothing here is
//! secret, so nothing has to take the same time for every number.

/// A number below 2^256: eight words of 32 bits, the lowest first.
type Number = [u32; 8];

/// The prime of the field.
const P: Number = [
    0xffff_ffff,
    0xffff_ffff,
    0xffff_ffff,
    0,
    0,
    0,
    1,
    0xffff_ffff,
];
/// The coefficient b.
const B: Number = [
    0x27d2_604b,
    0x3bce_3c3e,
    0xcc53_b0f6,
    0x651d_06b0,
    0x7698_86bc,
    0xb3eb_bd55,
    0xaa3a_93e7,
    0x5ac6_35d8,
];

/// Whether `y^2 = x^3 - 3x + b` in the field, both coordinates big-endian. The cofactor is one, so
/// every such point is in the group.
pub(super) fn is_on_p256(x: &[u8; 32], y: &[u8; 32]) -> bool {
    let (x, y) = (number(x), number(y));
    if !is_less(&x, &P) || !is_less(&y, &P) {
        return false;
    }
    let three_x = add(&add(&x, &x), &x);
    // x^3 = y^2 + 3x - b, without a difference.
    let cube = multiply(&multiply(&x, &x), &x);
    add(&cube, &B) == add(&multiply(&y, &y), &three_x)
}

fn number(octets: &[u8; 32]) -> Number {
    let mut out = [0; 8];
    for (i, octet) in octets.iter().rev().enumerate() {
        out[i / 4] |= u32::from(*octet) << (8 * (i % 4));
    }
    out
}

fn is_less(a: &Number, b: &Number) -> bool {
    a.iter().rev().lt(b.iter().rev())
}

/// The sum of two numbers of the field.
fn add(a: &Number, b: &Number) -> Number {
    let mut sum = [0; 8];
    let mut carry = 0;
    for i in 0..8 {
        let word = u64::from(a[i]) + u64::from(b[i]) + carry;
        sum[i] = word as u32;
        carry = word >> 32;
    }
    if carry == 0 && is_less(&sum, &P) {
        return sum;
    }
    let mut borrow = false;
    for i in 0..8 {
        let (word, under) = sum[i].overflowing_sub(P[i]);
        let (word, under_again) = word.overflowing_sub(borrow.into());
        sum[i] = word;
        borrow = under || under_again;
    }
    sum
}

/// The product of two numbers of the field, bit by bit: a key is looked at once, and fewer bytes
/// count for more than microseconds.
fn multiply(a: &Number, b: &Number) -> Number {
    let mut product = [0; 8];
    for i in (0..256).rev() {
        product = add(&product, &product);
        if b[i / 32] >> (i % 32) & 1 == 1 {
            product = add(&product, a);
        }
    }
    product
}
