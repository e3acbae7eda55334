//! Query parameters. Faults are told with the name of the parameter; parameters nobody knows are ignored.

use axum::extract::FromRequestParts;
use http::request::Parts;
use omoios_engine::PageRequest;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::{ApiError, ApiResult};

/// The query parameters of a request.
#[derive(Debug, Default)]
pub struct Params(Vec<(String, String)>);

impl Params {
    fn of(parts: &Parts) -> ApiResult<Self> {
        let uri = &parts.uri;
        axum::extract::Query::<Vec<(String, String)>>::try_from_uri(uri)
            .map(|query| Self(query.0))
            .map_err(|error| ApiError::malformed("malformed_query", "query", error.body_text()))
    }

    /// A text; an empty one counts as absent.
    pub fn text(&self, name: &str) -> Option<String> {
        let found = self.0.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.clone()).filter(|value| !value.is_empty())
    }

    /// A whole number.
    pub fn number(&self, name: &str) -> ApiResult<Option<i64>> {
        let Some(text) = self.text(name) else { return Ok(None) };
        text.parse().map(Some).map_err(|_| fault(name, format!("`{text}` is no whole number")))
    }

    /// One value of an enum.
    pub fn word<T: DeserializeOwned>(&self, name: &str) -> ApiResult<Option<T>> {
        self.text(name).map(|text| parse(name, text)).transpose()
    }

    /// All values of a parameter that may be repeated; each may also be a list separated by commas.
    pub fn list<T: DeserializeOwned>(&self, name: &str) -> ApiResult<Vec<T>> {
        let values = self.0.iter().filter(|(key, _)| key == name).flat_map(|(_, value)| value.split(','));
        values.filter(|value| !value.is_empty()).map(|value| parse(name, value.to_owned())).collect()
    }

    /// `limit` and `cursor`.
    pub fn page(&self) -> ApiResult<PageRequest> {
        Ok(PageRequest { limit: self.number("limit")?, cursor: self.text("cursor") })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Params {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> ApiResult<Self> {
        Self::of(parts)
    }
}

fn parse<T: DeserializeOwned>(name: &str, text: String) -> ApiResult<T> {
    serde_json::from_value(Value::String(text)).map_err(|error| fault(name, error.to_string()))
}

fn fault(name: &str, message: String) -> ApiError {
    ApiError::malformed("malformed_query", format!("query.{name}"), message)
}
