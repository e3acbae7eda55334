//! Lists that come in pages.

use std::collections::HashSet;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use super::call::{CallOptions, Operation, Response, send};
use super::clock::BoxFuture;
use super::errors::{Error, ErrorKind};
use super::transport::Transport;

/// Where a page starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Position {
    /// At a cursor; `None` is the first page.
    Cursor(Option<String>),
    /// After so many items.
    Offset(u64),
    /// At a page number.
    Page(u64),
    /// At a URL; `None` is the first page.
    Url(Option<String>),
}

/// What a page says about the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageFacts {
    /// Items on it.
    pub items: usize,
    /// The cursor or the absolute URL of the next page.
    pub next: Option<String>,
    /// Items on all pages.
    pub total: Option<u64>,
}

/// Why a list ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// The page said that it is the last.
    LastPage,
    /// The next cursor was asked for before.
    RepeatedCursor,
    /// The page had no items.
    EmptyPage,
}

/// The position in a list of pages: a state machine without any I/O.
#[derive(Debug, Clone)]
pub struct Pager {
    position: Position,
    received: u64,
    seen: HashSet<String>,
}

impl Pager {
    /// Starts at a position.
    #[must_use]
    pub fn new(start: Position) -> Self {
        let first = match &start {
            Position::Cursor(at) | Position::Url(at) => at.clone(),
            Position::Offset(_) | Position::Page(_) => None,
        };
        Self {
            position: start,
            received: 0,
            seen: first.into_iter().collect(),
        }
    }

    /// Where the next page to ask for starts.
    #[must_use]
    pub fn position(&self) -> &Position {
        &self.position
    }

    /// Takes note of a page; `Some` if there is no further one.
    pub fn advance(&mut self, page: PageFacts) -> Option<Stop> {
        let items = u64::try_from(page.items).unwrap_or(u64::MAX);
        self.received = self.received.saturating_add(items);
        match &mut self.position {
            Position::Cursor(at) | Position::Url(at) => {
                let Some(next) = page.next.filter(|next| !next.is_empty()) else {
                    return Some(Stop::LastPage);
                };
                if !self.seen.insert(next.clone()) {
                    return Some(Stop::RepeatedCursor);
                }
                *at = Some(next);
            }
            Position::Offset(_) | Position::Page(_) if items == 0 => return Some(Stop::EmptyPage),
            Position::Offset(_) | Position::Page(_)
                if page.total.is_some_and(|total| self.received >= total) =>
            {
                return Some(Stop::LastPage);
            }
            Position::Offset(at) => *at = at.saturating_add(items),
            Position::Page(at) => *at = at.saturating_add(1),
        }
        None
    }
}

/// An operation whose answer is a page of a list.
pub trait Paged: Operation + Clone + Unpin {
    /// One item of the list.
    type Item: Send + Unpin;

    /// Where the list starts, as the caller's own arguments say.
    fn start(&self) -> Position;

    /// Moves the arguments to a position.
    fn seek(&mut self, options: &mut CallOptions, position: &Position);

    /// What a page says about the list.
    fn facts(page: &Response<Self::Output>) -> PageFacts;

    /// The items of a page.
    fn items(page: Self::Output) -> Vec<Self::Item>;
}

/// The pages of a list, fetched one by one as they are asked for.
#[must_use = "pages are fetched only when they are asked for"]
pub struct Pages<O: Paged> {
    transport: Transport,
    options: CallOptions,
    operation: O,
    pager: Pager,
    pending: Option<BoxFuture<'static, Result<Response<O::Output>, Error>>>,
    done: bool,
}

impl<O: Paged> Pages<O> {
    /// The pages that an operation lists.
    pub fn new(transport: Transport, options: CallOptions, operation: O) -> Self {
        let pager = Pager::new(operation.start());
        Self {
            transport,
            options,
            operation,
            pager,
            pending: None,
            done: false,
        }
    }

    /// The next page; `None` after the last. After an error the list is at its end.
    pub async fn next(&mut self) -> Option<Result<Response<O::Output>, Error>> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }

    /// The pages as an iterator that waits for each.
    #[cfg(feature = "blocking")]
    pub fn blocking(self) -> super::Blocking<Self> {
        super::Blocking::new(self)
    }

    fn fetch(&self) -> BoxFuture<'static, Result<Response<O::Output>, Error>> {
        let (transport, mut options, mut operation) = (
            self.transport.clone(),
            self.options.clone(),
            self.operation.clone(),
        );
        operation.seek(&mut options, self.pager.position());
        Box::pin(async move { send(&transport, options, &operation).await })
    }
}

impl<O: Paged> Stream for Pages<O> {
    type Item = Result<Response<O::Output>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if this.done {
            return Poll::Ready(None);
        }
        let mut fetched = this.pending.take().unwrap_or_else(|| this.fetch());
        let Poll::Ready(outcome) = fetched.as_mut().poll(cx) else {
            this.pending = Some(fetched);
            return Poll::Pending;
        };
        this.done = match &outcome {
            Ok(page) => this.pager.advance(O::facts(page)).is_some(),
            Err(_) => true,
        };
        Poll::Ready(Some(outcome))
    }
}

impl<O: Paged> fmt::Debug for Pages<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("position", self.pager.position())
            .field("done", &self.done)
            .finish_non_exhaustive()
    }
}

/// The items of a list over all its pages.
#[must_use = "items are fetched only when they are asked for"]
pub struct Items<O: Paged> {
    pages: Pages<O>,
    ready: std::vec::IntoIter<O::Item>,
}

impl<O: Paged> Items<O> {
    /// The items that an operation lists.
    pub fn new(transport: Transport, options: CallOptions, operation: O) -> Self {
        Self {
            pages: Pages::new(transport, options, operation),
            ready: Vec::new().into_iter(),
        }
    }

    /// The next item; `None` after the last. After an error the list is at its end.
    pub async fn next(&mut self) -> Option<Result<O::Item, Error>> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }

    /// The items as an iterator that waits for each.
    #[cfg(feature = "blocking")]
    pub fn blocking(self) -> super::Blocking<Self> {
        super::Blocking::new(self)
    }

    /// All items, unless there are more than `limit`: then an error that says so.
    ///
    /// # Errors
    ///
    /// Kind `TooLarge` above the limit, or whatever ended the call for a page.
    pub async fn collect_all(mut self, limit: usize) -> Result<Vec<O::Item>, Error> {
        let mut all = Vec::new();
        while let Some(item) = self.next().await {
            let item = item?;
            if all.len() == limit {
                return Err(Error::new(
                    ErrorKind::TooLarge,
                    format!("the list has more than {limit} items"),
                ));
            }
            all.push(item);
        }
        Ok(all)
    }
}

impl<O: Paged> Stream for Items<O> {
    type Item = Result<O::Item, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(item) = self.ready.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(Pin::new(&mut self.pages).poll_next(cx)) {
                Some(Ok(page)) => self.ready = O::items(page.value).into_iter(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<O: Paged> fmt::Debug for Items<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items")
            .field("pages", &self.pages)
            .finish_non_exhaustive()
    }
}
