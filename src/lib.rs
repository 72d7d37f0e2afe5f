//! maskproof checks statements about the sampling error of masked diffusion language models, exactly.

pub mod exact;
pub mod law;

pub mod entropy;
pub mod sampler;

pub mod claim;

pub mod sweep;

pub mod hunt;

pub mod cli;
pub mod report;

pub mod decide;

pub mod certificate;
