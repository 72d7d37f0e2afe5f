//! Quantifiers with their instances.

use super::bindings::Binding;

/// Quantifiers with their instances, down to leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tree<Leaf> {
    /// No quantifier is left.
    Leaf(Leaf),
    /// All instances must hold.
    All(Vec<(Binding, Tree<Leaf>)>),
    /// One instance must hold.
    Any(Vec<(Binding, Tree<Leaf>)>),
}

impl<Leaf> Tree<Leaf> {
    /// The instances of the outermost quantifier; none of a leaf.
    pub fn instances(&self) -> &[(Binding, Self)] {
        match self {
            Self::Leaf(_) => &[],
            Self::All(instances) | Self::Any(instances) => instances,
        }
    }

    /// The leaves, in the order of the instances.
    pub fn leaves(&self) -> impl Iterator<Item = &Leaf> {
        // Most trees are one leaf, for which nothing is allocated.
        let (mut first, mut open) = (Some(self), Vec::new());
        std::iter::from_fn(move || {
            loop {
                match first.take().or_else(|| open.pop())? {
                    Self::Leaf(leaf) => return Some(leaf),
                    tree => open.extend(tree.instances().iter().rev().map(|(_, instance)| instance)),
                }
            }
        })
    }

    /// The value of the tree, from those of its leaves, and for each quantifier from those of its instances in their
    /// order.
    ///
    /// ```
    /// use maskproof::cases::bindings::Binding;
    /// use maskproof::cases::tree::Tree;
    /// let instances = |leaves: [bool; 2]| {
    ///     let binding = |number: usize| Binding::Variable("m".to_owned(), number.into());
    ///     leaves.into_iter().enumerate().map(|(number, leaf)| (binding(number), Tree::Leaf(leaf))).collect()
    /// };
    /// let (all, any) = (|each: Vec<bool>| !each.contains(&false), |each: Vec<bool>| each.contains(&true));
    /// let holds = |tree: &Tree<bool>| tree.fold(&|leaf| *leaf, &all, &any);
    /// assert!(holds(&Tree::Any(instances([false, true]))));
    /// assert!(!holds(&Tree::All(instances([false, true]))));
    /// ```
    pub fn fold<T>(&self, leaf: &impl Fn(&Leaf) -> T, all: &impl Fn(Vec<T>) -> T, any: &impl Fn(Vec<T>) -> T) -> T {
        let each = |instances: &[(_, Self)]| instances.iter().map(|(_, tree)| tree.fold(leaf, all, any)).collect();
        match self {
            Self::Leaf(own) => leaf(own),
            Self::All(instances) => all(each(instances)),
            Self::Any(instances) => any(each(instances)),
        }
    }

    /// The same quantifiers with other leaves.
    pub fn map<Other>(&self, leaf: &impl Fn(&Leaf) -> Other) -> Tree<Other> {
        let each = |instances: &[(Binding, Self)]| {
            instances.iter().map(|(binding, tree)| (binding.clone(), tree.map(leaf))).collect()
        };
        match self {
            Self::Leaf(own) => Tree::Leaf(leaf(own)),
            Self::All(instances) => Tree::All(each(instances)),
            Self::Any(instances) => Tree::Any(each(instances)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The instances with the values 1, 2, .. of a variable.
    fn instances<Leaf>(trees: Vec<Tree<Leaf>>) -> Vec<(Binding, Tree<Leaf>)> {
        (1_u32..).map(|value| Binding::Variable("m".to_owned(), value.into())).zip(trees).collect()
    }

    fn text(tree: &Tree<u32>) -> String {
        let list = |kind: &str, parts: &[String]| format!("{kind}({})", parts.join(" "));
        tree.fold(&u32::to_string, &|parts| list("all", &parts), &|parts| list("any", &parts))
    }

    /// Every tree of so many quantifiers one inside the other at the most, each with up to two instances.
    fn trees(depth: usize) -> Vec<Tree<u32>> {
        let mut found = vec![Tree::Leaf(3), Tree::Leaf(5)];
        if let Some(depth) = depth.checked_sub(1) {
            let inner = trees(depth);
            let mut lists = vec![Vec::new()];
            lists.extend(inner.iter().map(|tree| vec![tree.clone()]));
            lists.extend(inner.iter().flat_map(|first| inner.iter().map(|next| vec![first.clone(), next.clone()])));
            found.extend(lists.iter().map(|list| Tree::All(instances(list.clone()))));
            found.extend(lists.into_iter().map(|list| Tree::Any(instances(list))));
        }
        found
    }

    #[test]
    fn a_tree_in_every_way() {
        let inner = Tree::Any(instances(vec![Tree::Leaf(2), Tree::All(Vec::new()), Tree::Leaf(3)]));
        let tree = Tree::All(instances(vec![Tree::Leaf(1), inner, Tree::Leaf(4)]));
        assert_eq!(text(&tree), "all(1 any(2 all() 3) 4)");
        assert_eq!(tree.leaves().copied().collect::<Vec<_>>(), [1, 2, 3, 4]);
        assert_eq!(text(&tree.map(&|leaf| leaf * 10)), "all(10 any(20 all() 30) 40)");
        assert_eq!(tree.instances().len(), 3);
        assert_eq!(tree.instances()[2].0.to_string(), "m = 3");
        assert_eq!(tree.map(&u32::to_string).instances()[1].0, tree.instances()[1].0);
        assert!(Tree::Leaf(1).instances().is_empty());
    }

    #[test]
    fn laws_of_trees() {
        let trees = trees(2);
        assert_eq!(trees.len(), 2 + 2 * (1 + 16 + 16 * 16));
        for tree in &trees {
            let listed = tree.fold(&|leaf| vec![*leaf], &|parts| parts.concat(), &|parts| parts.concat());
            assert_eq!(tree.leaves().copied().collect::<Vec<_>>(), listed);
            assert_eq!(tree.map(&|leaf| *leaf), *tree);
            // A fold of a map is a fold that maps its leaves.
            let double = |leaf: &u32| 2 * leaf;
            let sum = |parts: Vec<u32>| parts.into_iter().sum::<u32>();
            let product = |parts: Vec<u32>| parts.into_iter().product::<u32>();
            assert_eq!(tree.map(&double).fold(&|leaf| *leaf, &sum, &product), tree.fold(&double, &sum, &product));
            assert_eq!(tree.map(&double).map(&double), tree.map(&|leaf| double(&double(leaf))));
        }
    }
}
