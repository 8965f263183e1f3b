// Package office carries out the commands: every change to Anteroom is one of them, and every way in (page, API,
// command line, import, a person acting for another) runs the same one. It owns rights, field checks, the one
// transaction, the history with its chain of hashes, previews, undo, and what is queued for the runner. It never
// speaks HTTP, SIP or SMTP.
package office

import (
	"reflect"
	"strings"
	"unicode"

	"anteroom.dev/anteroom"
)

// Command is one change that a person can ask for: a plain struct whose fields are the form, the JSON body and the
// flags of the command line. A field with the tag path:"…" is part of the command's address, not of its body.
type Command interface {
	// Of is whose object is to be changed. Of a company the engine finds the VAR.
	Of() anteroom.Target
	// Right is what the person must hold over it.
	Right() anteroom.Right
	// Do makes the change within the run's transaction; the run records what was changed, the effects and what is
	// queued. It may be run several times for one change, and rolled back.
	Do(r *Run) error
}

// Ask is how a command is asked for.
type Ask struct {
	Preview bool   // carry it out, tell what it does, and roll it back
	Version int64  // of the page that was shown: refused where others changed what it touches; 0: not asked
	Digest  string // of the preview that was shown: refused where it would do something else; empty: not asked
}

// Outcome is what a command did, or in a preview would do.
type Outcome struct {
	Change  anteroom.ChangeID `json:"change,omitempty"` // the entry of the history; empty in a preview, or where nothing differed
	Version int64             `json:"version"`          // of the company's history after it
	Items   []anteroom.Item   `json:"items"`            // what differs: old and new
	Effects []anteroom.Effect `json:"effects"`          // what will come of it: who, how many, from when
	Digest  string            `json:"digest"`           // to be handed back as Ask.Digest
	Made    map[string]string `json:"made,omitempty"`   // ids and once-shown secrets of what was made
}

// Reach tells whether callers, users or money are touched, so that a page shows it before it is stored (R9).
func (o Outcome) Reach() bool {
	for _, e := range o.Effects {
		if e.Reach {
			return true
		}
	}
	return false
}

// Name is what a command is called in addresses, flags and the history: SetLanguages is "set-languages".
func Name(c Command) string { return kebab(reflect.TypeOf(c).Name()) }

func kebab(s string) string {
	var b strings.Builder
	for i, r := range s {
		if unicode.IsUpper(r) && i > 0 && (unicode.IsLower(rune(s[i-1])) || i+1 < len(s) && unicode.IsLower(rune(s[i+1]))) {
			b.WriteByte('-')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// Commands are all commands, each as its empty struct: the API, its description and the command line are made from
// this list.
func Commands() []Command {
	return []Command{
		SubmitProfile{}, SetGeneral{}, SetLanguages{}, SetAdministrator{}, SetAssistant{}, ChangePassword{}, Undo{}, UndoAbove{},
		ActFor{}, LeaveCompany{}, EditPhoneSystem{}, RemovePhoneSystem{}, RemoveAdministrator{},
		SendAdministratorInvitation{}, WithdrawAdministratorInvitation{}, SendCompanyInvitation{}, WithdrawCompanyInvitation{},
		SetBilling{}, SetPriceList{}, AddAdjustment{}, RemoveAdjustment{}, CloseBill{}, CloseMonth{}, RemindOfBill{}, SetWholesale{}, CloseVARBill{},
		SetSystemLanguages{}, CreateVAR{}, EditVAR{}, CreateAdministrator{}, CreateToken{}, EndToken{}, SetAccount{}, ChangeOwnPassword{}, CreateCompany{}, SetKeys{}, SetProvisioning{},
		AddPhoneSystem{}, CreatePackage{}, OfferPackage{}, CreateUser{}, AddNumber{}, AddPhone{},
		EditPackage{}, UnlistPackage{}, SetOffers{}, ChoosePackages{},
		AddNumbers{}, EditNumber{}, AssignNumber{}, ReserveNumber{}, ReleaseNumber{}, RemoveNumber{},
		AddRestriction{}, EditRestriction{}, RemoveRestriction{}, AddRestrictionAbove{}, EditRestrictionAbove{}, RemoveRestrictionAbove{},
		SetBrand{}, SetLogo{}, SetCompanyBrand{}, SetCompanyLogo{},
		SetVARKeys{}, RemoveVAR{}, RecoverVAR{}, SuspendCompany{}, ResumeCompany{}, RemoveCompany{}, RecoverCompany{},
		SetProvisioningPassword{},
		EditUser{}, EditSelf{}, SetPIN{}, RemoveUser{}, RemoveUsers{}, RecoverUser{}, SendInvitation{}, WithdrawInvitation{}, RemovePhone{},
		ConfigurePhone{}, ResyncPhone{}, ResyncPhones{}, ChangePhonePassword{}, ReadPhoneSystem{}, ImportPBXUsers{}, ImportPBXNumbers{}, AdoptFromPBX{}, PushPhoneSystem{}, LeaveOnPhoneSystem{}, GivePBXAddress{}, GiveLinePassword{},
		RetryJob{}, RetryJobAbove{}, DropJob{}, DropJobAbove{},
		SetStatus{}, AddCallRule{}, EditCallRule{}, MoveCallRule{}, RemoveCallRule{}, SetGreeting{}, RemoveGreeting{}, AddContact{}, ImportContacts{}, EditContact{}, RemoveContact{},
		MarkVoiceMessages{}, RemoveVoiceMessages{}, RecoverVoiceMessages{}, UndoOwn{},
		SetMailAccess{}, RemoveMailAccess{}, ConnectMail{}, DisconnectMail{},
		AddMailProvider{}, EditMailProvider{}, ApproveMailProvider{}, RemoveMailProvider{}, ProposeMailProvider{}, WithdrawMailProvider{},
		SetReceptionist{}, SetHours{}, OpenByHand{}, SetPrompt{}, GiveRecordingCode{}, RecordPrompt{}, SetHoldMusic{}, AddMenu{}, EditMenu{}, RemoveMenu{}, AddGroup{}, EditGroup{}, RemoveGroup{},
		AddTrunk{}, EditTrunk{}, RemoveTrunk{}, SetSpendingCap{}, HangUpCall{}, PlaceCall{}, CallBack{}, SetRecogniser{},
		UploadUsers{}, MapImport{}, ImportUsers{}, DiscardImport{},
	}
}
