package retry

import "sync"

// capacity is the number of tokens a full bucket holds.
const capacity = 500

// Bucket stops retry storms: all calls of a client share one, each repetition takes from it and each success gives back.
// It is safe for concurrent use. The zero value is not usable; call NewBucket.
type Bucket struct {
	mu     sync.Mutex
	tokens int
}

// NewBucket returns a full bucket.
func NewBucket() *Bucket { return &Bucket{tokens: capacity} }

// Decide applies the policy to the bucket's present content and takes the price of a repetition from it.
func (b *Bucket) Decide(in Input) Decision {
	b.mu.Lock()
	defer b.mu.Unlock()
	in.Tokens = b.tokens
	decision := Decide(in)
	b.tokens = decision.Tokens
	return decision
}

// Succeed gives one token back.
func (b *Bucket) Succeed() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.tokens = min(b.tokens+1, capacity)
}
