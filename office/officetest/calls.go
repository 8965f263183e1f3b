package officetest

import (
	"sync"

	"anteroom.dev/anteroom"
)

// Calls is a switchboard: the calls in progress that a test says there are.
type Calls struct {
	mu   sync.Mutex
	list []anteroom.LiveCall
}

// Add begins one.
func (c *Calls) Add(l anteroom.LiveCall) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.list = append(c.list, l)
}

// Live are those of a company.
func (c *Calls) Live(company anteroom.CompanyID) (list []anteroom.LiveCall) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, l := range c.list {
		if l.Company == company {
			list = append(list, l)
		}
	}
	return list
}

// Load counts them.
func (c *Calls) Load() anteroom.Load {
	c.mu.Lock()
	defer c.mu.Unlock()
	l := anteroom.Load{Calls: len(c.list), Most: 100, Companies: map[anteroom.CompanyID]int{}}
	for _, one := range c.list {
		l.Companies[one.Company]++
	}
	return l
}
