package request

import "slices"

// Failures are the types of an operation's error bodies.
type Failures []Failure

// Failure is a type of an error body with the statuses it comes with: a status from 100, a hundred by its first digit, or
// Other.
type Failure struct {
	statuses []int
	model    func() any
}

// Other stands for every status that is not named otherwise.
const Other = 0

// On is the failure whose body is a T.
func On[T any](statuses ...int) Failure {
	return Failure{statuses: statuses, model: func() any { return new(T) }}
}

// For gives a pointer to the type of the body that a status has, or nil if it has none.
func (f Failures) For(status int) any {
	for _, wanted := range []int{status, status / 100, Other} {
		for _, failure := range f {
			if slices.Contains(failure.statuses, wanted) {
				return failure.model()
			}
		}
	}
	return nil
}
