//! A list of words as a tree of characters, for the grammars.

/// A beginning of a word: a node of the tree.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) struct Node(u16);

struct Branch<W> {
    /// Class and node of every continuation.
    next: Vec<(usize, Node)>,
    /// What the word means that ends here, and its log-weight.
    meaning: Option<(W, f32)>,
}

/// Words, spelt in the classes of a folded alphabet.
pub(super) struct Lexicon<W> {
    branches: Vec<Branch<W>>,
}

impl<W: Copy> Lexicon<W> {
    /// Where every word begins.
    pub(super) const ROOT: Node = Node(0);

    pub(super) fn new(words: impl Iterator<Item = (Vec<usize>, W, f32)>) -> Self {
        let mut branches = vec![Branch {
            next: Vec::new(),
            meaning: None,
        }];
        for (classes, word, weight) in words {
            let mut at = 0;
            for class in classes {
                let known = branches[at]
                    .next
                    .iter()
                    .find(|(of, _)| *of == class)
                    .map(|(_, node)| *node);
                let node = known.unwrap_or_else(|| {
                    let node =
                        Node(u16::try_from(branches.len()).expect("a lexicon has far fewer than 65,536 characters"));
                    branches[at].next.push((class, node));
                    branches.push(Branch {
                        next: Vec::new(),
                        meaning: None,
                    });
                    node
                });
                at = usize::from(node.0);
            }
            branches[at].meaning = Some((word, weight));
        }
        Lexicon { branches }
    }

    /// Every continuation of a beginning: its class, the beginning after it, and what the word means if it ends there.
    pub(super) fn next(&self, node: Node, each: &mut dyn FnMut(usize, Node, Option<(W, f32)>)) {
        for &(class, next) in &self.branches[usize::from(node.0)].next {
            each(class, next, self.branches[usize::from(next.0)].meaning);
        }
    }
}
