-- name: Brand :one
SELECT name, colour, address, logo FROM brands WHERE owner = $1;

-- name: BrandsOf :many
SELECT owner, name, colour, address, logo FROM brands WHERE owner = '' OR owner = CAST(sqlc.arg(var_id) AS TEXT) OR owner = CAST(sqlc.arg(company_id) AS TEXT);

-- name: BrandAt :one
SELECT owner FROM brands WHERE host = $1;

-- name: PutBrand :exec
INSERT INTO brands (owner, name, colour, address, host, logo) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (owner) DO UPDATE SET name = excluded.name, colour = excluded.colour, address = excluded.address, host = excluded.host, logo = excluded.logo;

-- name: Logo :one
SELECT id, png, width, height FROM logos WHERE id = $1 ORDER BY owner LIMIT 1;

-- name: AddLogo :exec
INSERT INTO logos (owner, id, png, width, height) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (owner, id) DO NOTHING;

-- name: DropBrand :execrows
DELETE FROM brands WHERE owner = $1;

-- name: DropLogos :execrows
DELETE FROM logos WHERE owner = $1;
