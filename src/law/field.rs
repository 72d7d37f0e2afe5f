//! Finite fields of small order, as tables.

/// The orders of the fields that [`Field::new`] makes.
pub const FIELD_ORDERS: [usize; 9] = [2, 3, 4, 5, 7, 8, 9, 11, 13];

/// The finite field GF(q), q one of [`FIELD_ORDERS`], with elements 0..q.
///
/// For a prime q the elements are the residues. For q = p^e the element with base-p digits `c_(e-1) .. c_0` stands for
/// the polynomial `c_(e-1) x^(e-1) + .. + c_0` modulo `x^2 + x + 1` (q = 4), `x^3 + x + 1` (q = 8) or `x^2 + 1` (q =
/// 9). 0 and 1 are the neutral elements in every case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    order: usize,
    sums: Vec<usize>,
    products: Vec<usize>,
}

impl Field {
    /// The field of this order, or `None` when the order is not one of [`FIELD_ORDERS`].
    ///
    /// ```
    /// use maskproof::law::field::Field;
    /// let field = Field::new(4).unwrap();
    /// assert_eq!(field.add(2, 3), 1); // x + (x + 1) = 1
    /// assert_eq!(field.multiply(2, 2), 3); // x^2 = x + 1
    /// assert!(Field::new(6).is_none());
    /// ```
    pub fn new(order: usize) -> Option<Self> {
        // The characteristic and the low digits of x^e, which is minus the rest of the modulus, constant term first.
        let (characteristic, reduction): (usize, &[usize]) = match order {
            2 | 3 | 5 | 7 | 11 | 13 => (order, &[0]),
            4 => (2, &[1, 1]),
            8 => (2, &[1, 1, 0]),
            9 => (3, &[2, 0]),
            _ => return None,
        };
        let degree = reduction.len();
        let polynomial = |element: usize| -> Vec<usize> {
            (0..degree)
                .scan(element, |rest, _| {
                    let digit = *rest % characteristic;
                    *rest /= characteristic;
                    Some(digit)
                })
                .collect()
        };
        let element =
            |polynomial: &[usize]| polynomial.iter().rev().fold(0, |value, digit| value * characteristic + digit);
        let mut sums = Vec::with_capacity(order * order);
        let mut products = Vec::with_capacity(order * order);
        for a in 0..order {
            for b in 0..order {
                let (a, b) = (polynomial(a), polynomial(b));
                let sum: Vec<usize> = a.iter().zip(&b).map(|(a, b)| (a + b) % characteristic).collect();
                sums.push(element(&sum));
                let mut product = vec![0; 2 * degree - 1];
                for (i, a) in a.iter().enumerate() {
                    for (j, b) in b.iter().enumerate() {
                        product[i + j] = (product[i + j] + a * b) % characteristic;
                    }
                }
                for power in (degree..product.len()).rev() {
                    let leading = std::mem::take(&mut product[power]);
                    for (i, digit) in reduction.iter().enumerate() {
                        let place = power - degree + i;
                        product[place] = (product[place] + leading * digit) % characteristic;
                    }
                }
                products.push(element(&product[..degree]));
            }
        }
        Some(Self { order, sums, products })
    }

    /// The number of elements, q.
    pub fn order(&self) -> usize {
        self.order
    }

    /// The sum of two elements.
    ///
    /// # Panics
    /// When an element is not below q; so too the other operations.
    pub fn add(&self, a: usize, b: usize) -> usize {
        assert!(a < self.order && b < self.order, "field elements are below {}", self.order);
        self.sums[a * self.order + b]
    }

    /// The product of two elements.
    pub fn multiply(&self, a: usize, b: usize) -> usize {
        assert!(a < self.order && b < self.order, "field elements are below {}", self.order);
        self.products[a * self.order + b]
    }

    /// The element that adds to `a` to give 0.
    pub fn negate(&self, a: usize) -> usize {
        (0..self.order).find(|&b| self.add(a, b) == 0).unwrap_or(0)
    }

    /// The element that multiplies with `a` to give 1, or `None` for 0.
    pub fn inverse(&self, a: usize) -> Option<usize> {
        (0..self.order).find(|&b| self.multiply(a, b) == 1)
    }

    /// `a` multiplied with itself `exponent` times; 1 for exponent 0, of 0 as well.
    pub fn power(&self, a: usize, exponent: usize) -> usize {
        (0..exponent).fold(1, |product, _| self.multiply(product, a))
    }
}
