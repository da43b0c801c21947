//! Where things stand on the coupon: variants that printers and years brought.

use super::super::canvas::{Area, area};
use super::super::fonts::Face;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Fields {
    /// Four boxes side by side, label above value.
    Boxes,
    /// Label left, value right, one line each.
    Pairs,
    /// The same with a rule under each.
    Ruled,
}

pub(super) struct Layout {
    pub(super) title: (f64, f64),
    pub(super) payee: Option<(f64, f64)>,
    pub(super) fields: (f64, f64, Fields),
    pub(super) address: (f64, f64),
    pub(super) enclosed: Area,
    pub(super) remit: (f64, f64),
    pub(super) barcode: Area,
    pub(super) qr: Area,
    pub(super) scan_line: (f64, f64),
    pub(super) faces: (Face, Face),
    pub(super) capitals: bool,
    pub(super) window: bool,
    pub(super) long_dates: bool,
}

const BASE: Layout = Layout {
    title: (0.5, 0.46),
    payee: Some((2.7, 0.46)),
    fields: (4.9, 0.5, Fields::Pairs),
    address: (0.6, 1.85),
    enclosed: area(6.2, 1.6, 1.7, 0.32),
    remit: (4.9, 2.35),
    barcode: area(0.55, 0.75, 2.75, 0.42),
    qr: area(7.2, 2.1, 0.7, 0.7),
    scan_line: (1.6, 3.2),
    faces: (Face::Sans, Face::Sans),
    capitals: true,
    window: false,
    long_dates: false,
};

/// All layouts; places in inches from the coupon's upper left corner.
pub(super) const LAYOUT_TABLE: [Layout; 5] = [
    BASE,
    Layout {
        title: (3.3, 0.42),
        payee: Some((0.6, 0.42)),
        fields: (0.6, 0.58, Fields::Boxes),
        address: (0.7, 1.5),
        enclosed: area(6.3, 1.4, 1.6, 0.35),
        remit: (4.8, 2.1),
        barcode: area(0.6, 2.3, 2.9, 0.5),
        qr: area(3.6, 1.2, 0.72, 0.72),
        scan_line: (2.3, 3.22),
        faces: (Face::Sans, Face::Mono),
        long_dates: true,
        capitals: false,
        ..BASE
    },
    Layout {
        title: (5.9, 0.45),
        payee: None,
        fields: (5.0, 0.8, Fields::Pairs),
        address: (0.7, 0.75),
        enclosed: area(6.4, 1.78, 1.6, 0.32),
        remit: (0.7, 2.1),
        barcode: area(4.9, 2.3, 2.8, 0.42),
        qr: area(3.4, 1.5, 0.74, 0.74),
        scan_line: (0.8, 3.18),
        faces: (Face::Wide, Face::Wide),
        capitals: false,
        ..BASE
    },
    Layout {
        title: (3.5, 0.42),
        payee: Some((0.6, 0.38)),
        fields: (0.6, 0.72, Fields::Ruled),
        address: (4.4, 0.9),
        enclosed: area(2.0, 1.75, 1.8, 0.34),
        remit: (4.4, 1.95),
        barcode: area(0.6, 2.35, 3.1, 0.48),
        qr: area(7.3, 0.6, 0.66, 0.66),
        scan_line: (3.6, 3.24),
        faces: (Face::Serif, Face::Serif),
        window: true,
        ..BASE
    },
    Layout {
        title: (0.6, 0.45),
        payee: None,
        fields: (4.7, 0.55, Fields::Ruled),
        address: (0.7, 0.95),
        enclosed: area(6.1, 1.85, 1.9, 0.36),
        remit: (0.7, 1.95),
        barcode: area(4.6, 2.42, 3.3, 0.45),
        qr: area(3.3, 0.9, 0.8, 0.8),
        scan_line: (0.6, 3.2),
        faces: (Face::Sans, Face::Mono),
        window: true,
        ..BASE
    },
];
