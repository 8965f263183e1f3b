package office

import (
	"slices"
	"strings"

	"anteroom.dev/anteroom"
	"github.com/nyaruka/phonenumbers"
)

// dialled reads what somebody in a country (ISO 3166-1) dials: as a number of the world where its length allows it, as
// an emergency or another short number of the country, or as nothing that can be dialled.
func dialled(country, text string) anteroom.Dialled {
	d := anteroom.Dialled{Raw: anteroom.Undecorated(text)}
	if !digits(strings.TrimPrefix(d.Raw, "+")) {
		return anteroom.Dialled{}
	}
	n, err := phonenumbers.Parse(d.Raw, country)
	switch {
	case phonenumbers.IsEmergencyNumber(d.Raw, country):
		d.Emergency, d.Short = true, true
	case err != nil:
	case phonenumbers.IsPossibleNumberWithReason(n) == phonenumbers.IS_POSSIBLE:
		d.Number, d.Ways = inWorld(country, phonenumbers.Format(n, phonenumbers.E164))
	case !strings.HasPrefix(d.Raw, "+"):
		d.Short = phonenumbers.IsValidShortNumberForRegion(n, country)
	}
	return d
}

// inWorld is a number in E.164 form, and the ways to dial it in a country; nothing where it is another when it is read
// again.
func inWorld(country, number string) (anteroom.NumberID, []string) {
	n, err := phonenumbers.Parse(number, country)
	if err != nil || phonenumbers.IsPossibleNumberWithReason(n) != phonenumbers.IS_POSSIBLE || phonenumbers.Format(n, phonenumbers.E164) != number {
		return "", nil
	}
	return anteroom.NumberID(number), ways(country, n)
}

// ways are the digits by which a number is dialled in a country.
func ways(country string, n *phonenumbers.PhoneNumber) []string {
	list := []string{onlyDigits(phonenumbers.FormatOutOfCountryCallingNumber(n, country))}
	if int(n.GetCountryCode()) == phonenumbers.GetCountryCodeForRegion(country) {
		national := phonenumbers.GetNationalSignificantNumber(n)
		list = append(list, national, phonenumbers.GetNddPrefixForRegion(country, true)+national)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// numberIn reads a telephone number typed in a country, national or with its country code; empty: it is none. usual
// tells whether the numbering plan of its country gives out such numbers, as far as is known.
func numberIn(country, text string) (id anteroom.NumberID, usual bool) {
	d := dialled(country, text)
	if d.Number == "" {
		return "", false
	}
	n, err := phonenumbers.Parse(string(d.Number), country)
	return d.Number, err == nil && phonenumbers.IsValidNumber(n)
}

func digits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}
