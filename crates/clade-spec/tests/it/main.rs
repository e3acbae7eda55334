//! Tests of the reader as its users see it: text in, document and findings out.

#[cfg(test)]
mod bad;
#[cfg(test)]
mod corpus;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod operations;
#[cfg(test)]
mod references;
#[cfg(test)]
mod schemas;
#[cfg(test)]
mod structure;
#[cfg(test)]
mod support;
#[cfg(test)]
mod syntax;
