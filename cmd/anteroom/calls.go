package main

import "anteroom.dev/anteroom"

// calls are those in progress in the voice service of this process, which begins after the office.
type calls struct{ *house }

func (c calls) Live(company anteroom.CompanyID) []anteroom.LiveCall {
	if c.voice == nil {
		return nil
	}
	return c.voice.Live(company)
}

func (c calls) Load() anteroom.Load {
	if c.voice == nil {
		return anteroom.Load{}
	}
	return c.voice.Load()
}
