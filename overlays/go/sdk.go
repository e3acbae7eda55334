// Package sdk is the part of a generated SDK that is the same for every API.
package sdk

// packageName stands before the texts of errors.
const packageName = "sdk"
