//! The built-in catalogue: the claim files of `catalogue/`, one folder for each paper, embedded in the program.

use include_dir::{Dir, include_dir};

use super::claim_file::Claim;
use super::error::ClaimError;

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/catalogue");

/// Claims in order of their identifiers.
#[derive(Debug, Clone)]
pub struct Catalogue {
    claims: Vec<Claim>,
}

impl Catalogue {
    /// The built-in claims.
    ///
    /// # Errors
    /// When an embedded file is not a valid claim file; a test makes sure that all are.
    pub fn built_in() -> Result<Self, ClaimError> {
        let mut claims = Vec::new();
        for file in FILES.dirs().flat_map(Dir::files) {
            let name = format!("catalogue/{}", file.path().display());
            claims.push(Claim::parse_built_in(&name, file.contents_utf8().unwrap_or_default())?);
        }
        claims.sort_by(|first, second| first.id().cmp(second.id()));
        Ok(Self { claims })
    }

    /// The claims, in order of their identifiers.
    pub fn claims(&self) -> &[Claim] {
        &self.claims
    }

    /// The claim with an identifier.
    pub fn find(&self, id: &str) -> Option<&Claim> {
        self.claims.iter().find(|claim| claim.id() == id)
    }
}
