#!/usr/bin/env bash
# Makes the secrets that compose.yaml names, in the folder given or in ./secrets. What is there already stays as it is.
set -euo pipefail

folder=${1:-secrets}
mkdir -p "$folder"
# The folder keeps others out; a container reads single files, as a user of its own.
chmod 700 "$folder"

random() { head -c "$1" /dev/urandom | base64 | tr -d '\n'; }
make() {
  local secret
  secret=$(cat)
  if [[ ! -e $folder/$1 ]]; then
    printf '%s' "$secret" > "$folder/$1"
    chmod 644 "$folder/$1"
  fi
}

random 64 | make azurite_key
printf 'DefaultEndpointsProtocol=http;AccountName=ocfl;AccountKey=%s;BlobEndpoint=http://azurite:10000/ocfl;QueueEndpoint=http://azurite:10001/ocfl;TableEndpoint=http://azurite:10002/ocfl;' "$(< "$folder/azurite_key")" | make AzureWebJobsStorage

# SQL Server wants upper case, lower case, digits or signs: three of the four, which the ending makes sure of.
printf '%s-Aa1' "$(random 24 | tr '+/=' 'xyz')" | make mssql_sa_password
printf 'Server=sql;Database=DurableDB;User Id=sa;Password=%s;Encrypt=True;TrustServerCertificate=True' "$(< "$folder/mssql_sa_password")" | make SQLDB_Connection

# The host's own format: the master key opens everything, the default key the API, the last the durable management API.
key() { random 32 | tr '+/=' '-_.'; }
printf '{"masterKey":{"name":"master","value":"%s","encrypted":false},"functionKeys":[{"name":"default","value":"%s","encrypted":false}],"systemKeys":[{"name":"durabletask_extension","value":"%s","encrypted":false}]}' \
  "$(key)" "$(key)" "$(key)" | make host_keys

echo "The secrets are in $folder."
