"""Slips about people: what handlers in the wild take for granted of those who sign up."""

from __future__ import annotations

from tests.mutants.mutant import Mutant

PEOPLE = (
    # what is primary, and what there is to be primary
    Mutant(
        "last email is the primary one",
        'primary(user["email_addresses"], user["primary_email_address_id"])',
        'next(reversed(user["email_addresses"]), None)',
    ),
    Mutant(
        "first proved email is the primary one",
        'primary(user["email_addresses"], user["primary_email_address_id"])',
        'next(filter(is_proved, user["email_addresses"]), None)',
    ),
    Mutant(
        "first phone is the primary one",
        'primary(user["phone_numbers"], user["primary_phone_number_id"])',
        'next(iter(user["phone_numbers"]), None)',
    ),
    Mutant(
        "some email is better than none",
        "address(email) if email else None",
        'address(email or user["email_addresses"][0])',
    ),
    Mutant(
        "users without an email share a blank", "address(email) if email else None", 'address(email) if email else ""'
    ),
    Mutant("users without a username share a blank", 'text(user["username"]),', 'text(user["username"]) or "",'),
    Mutant(
        "users without a phone share a blank",
        'phone["phone_number"] if phone else None',
        'phone["phone_number"] if phone else ""',
    ),
    Mutant(
        "username is made of the email",
        'text(user["username"]),',
        'text(user["username"]) or email["email_address"].split("@")[0],',
    ),
    Mutant("nobody is known by a username", ' or found["username"]', ""),
    Mutant("nobody is known by a phone", ' or found["phone"]', ""),
    Mutant("nobody is known by a wallet", ' or found["wallet"]', ""),
    # what is proved
    Mutant("primary email is proved", "email is not None and is_proved(email)", "email is not None"),
    Mutant(
        "one proved email proves all",
        "email is not None and is_proved(email)",
        'any(map(is_proved, user["email_addresses"]))',
    ),
    Mutant("primary phone is proved", "phone is not None and is_proved(phone)", "phone is not None"),
    Mutant(
        "invitations to an email that is not proved",
        'user["email_addresses"] if is_proved(email)]',
        'user["email_addresses"]]',
    ),
    Mutant(
        "email that is not reserved is proved",
        'user["email_addresses"] if is_proved(email)]',
        'user["email_addresses"] if not email["reserved"]]',
    ),
    Mutant(
        "account that failed to link is a login", "[account for account in accounts if is_proved(account)]", "accounts"
    ),
    Mutant(
        "account that failed to link has a key",
        'for account in proved],\n        "has',
        'for account in accounts],\n        "has',
    ),
    # names
    Mutant(
        "None in a name", '" ".join(name for name in names if name)', """f"{user['first_name']} {user['last_name']}\""""
    ),
    Mutant("one name is no name", '" ".join(name for name in names if name)', '" ".join(names) if all(names) else ""'),
    Mutant("blank name is a name", 'text(user["first_name"]) or "there"', 'user["first_name"] or "there"'),
    Mutant("everybody has a first name", 'text(user["first_name"]) or "there"', 'user["first_name"].title()'),
    # metadata
    Mutant(
        "role that users gave themselves",
        'metadata.get("role")',
        '(metadata | user.get("unsafe_metadata", {})).get("role")',
    ),
    Mutant(
        "plan that users gave themselves",
        'metadata.get("plan")',
        '(metadata | user.get("unsafe_metadata", {})).get("plan")',
    ),
    Mutant(
        "organization that users gave themselves",
        "if len(memberships) == 1 else None",
        'if len(memberships) == 1 else user.get("unsafe_metadata", {}).get("organization_id")',
    ),
    Mutant("plan is a text", 'plain(metadata.get("plan"))', 'text(metadata.get("plan"))'),
    Mutant("wanted plan is a text", 'plain(settings.get("plan"))', 'text(settings.get("plan"))'),
    Mutant("null metadata is the text None", "None if value is None or isinstance", "None if isinstance"),
    # times
    Mutant(
        "sign-up is a sign-in",
        '(user["last_sign_in_at"], user["last_active_at"], *used)',
        '(user["last_sign_in_at"], *used)',
    ),
    Mutant(
        "activity ends with the last sign-in",
        '(user["last_sign_in_at"], user["last_active_at"], *used)',
        '(user["last_sign_in_at"] or user["last_active_at"], *used)',
    ),
    Mutant(
        "whoever has not signed in was never here",
        '"is_awaited": seen_at is None',
        '"is_awaited": user["last_sign_in_at"] is None',
    ),
    Mutant("never is 1970", 'moment(user["last_sign_in_at"])', 'moment(user["last_sign_in_at"] or 0)'),
    Mutant("nobody is seen before they exist", "max(0, (last - first).days)", "(last - first).days"),
    Mutant(
        "terms are accepted by users who exist",
        'moment(user["legal_accepted_at"])',
        'moment(max(user["legal_accepted_at"] or 0, user["created_at"]))',
    ),
    # safety
    Mutant(
        "second factor is never turned off",
        'has_two_factors = user["two_factor_enabled"]',
        'has_two_factors = user["mfa_enabled_at"] is not None',
    ),
    Mutant("second factor that was turned off has a start", " if has_two_factors else None", ""),
    Mutant(
        "second factor is an app",
        'has_two_factors = user["two_factor_enabled"]',
        'has_two_factors = user["totp_enabled"]',
    ),
    Mutant("every lock ends", "if seconds is not None:", 'if user["locked"]:'),
    Mutant("null attempts", "None if number is None else max", "max"),
    Mutant(
        "attempts are counted everywhere",
        'count(user["verification_attempts_remaining"])',
        'count(user["verification_attempts_remaining"] or 0)',
    ),
    # accounts
    Mutant("account is deleted by its id", 'account.get("external_account_id") or account["id"]', 'account["id"]'),
    Mutant(
        "account is deleted by its identification",
        'account.get("external_account_id") or account["id"]',
        'account["identification_id"]',
    ),
    Mutant(
        "every account has an id of its own",
        'account.get("external_account_id") or account["id"]',
        'account["external_account_id"]',
    ),
    Mutant(
        "all accounts are of one object",
        'accounts = user["external_accounts"]',
        'accounts = [it for it in user["external_accounts"] if it["object"] == "external_account"]',
    ),
    Mutant("one account each", 'accounts = user["external_accounts"]', 'accounts = user["external_accounts"][:1]'),
    Mutant("provider without oauth", 'account["provider"] == "oauth_google"', 'account["provider"] == "google"'),
    Mutant(
        "strategy names the provider",
        'account["provider"] == "oauth_google"',
        'account["verification"]["strategy"] == "oauth_google"',
    ),
    Mutant(
        "username of an account taken for granted",
        'text(account.get("username")) or address(account)',
        'account["username"]',
    ),
    Mutant("picture of an account taken for granted", 'account.get("image_url") or', 'account["image_url"] or'),
    Mutant("link to no picture", 'account.get("avatar_url") or None', 'account.get("avatar_url")'),
    Mutant("single sign-on is saml", "(*saml, *others) if", "saml if"),
    # organizations
    Mutant("first organization is the one", "if len(memberships) == 1 else None", "if memberships else None"),
    Mutant(
        "everybody has an organization",
        'memberships[0]["organization"]["id"] if len(memberships) == 1 else None',
        'memberships[0]["organization"]["id"]',
    ),
    Mutant(
        "two roles",
        'ROLES.get(membership["role"], "member")',
        '{**ROLES, "org:member": "member", "basic_member": "member"}[membership["role"]]',
    ),
    Mutant(
        "whoever is no member is an admin",
        'ROLES.get(membership["role"], "member")',
        '"member" if membership["role"].endswith("member") else "admin"',
    ),
    Mutant(
        "roles have no prefix",
        'ROLES.get(membership["role"], "member")',
        '"admin" if membership["role"] == "admin" else "member"',
    ),
)
