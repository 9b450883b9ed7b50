#!/bin/bash
# dovecot.sh NAME PREFIX FORMAT [reuse]: writes $PEERS/NAME/dovecot.conf; ports PREFIX110 (POP3), PREFIX995, PREFIX143, PREFIX993, PREFIX024 (LMTP)
set -eu
name=$1 prefix=$2 format=$3 reuse=${4:-} folder=$PEERS/$1
mkdir -p "$folder"/{run,mail,log}
chmod 755 "$folder"
chmod 777 "$folder/mail" "$folder/log"
for i in $(seq 1 100); do
  user=$(printf 'user%03d@example.test' "$i")
  # With one uid for all, a mail process can serve one account after the other.
  if [ -n "$reuse" ]; then uid=20001; else uid=$((20000 + i)); fi
  echo "$user:{PLAIN}$PASSWORD:$uid:8::$folder/mail/$user::"
done > "$folder/users"
cat > "$folder/dovecot.conf" <<C
base_dir = $folder/run
state_dir = $folder/run
instance_name = $name
log_path = $folder/log/dovecot.log
protocols = imap pop3 lmtp
listen = 127.0.0.1
ssl = yes
ssl_cert = <$PEERS/tls/cert.pem
ssl_key = <$PEERS/tls/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login
first_valid_uid = 1
mail_location = $format
mail_max_userip_connections = 10000
namespace inbox {
  inbox = yes
}
passdb {
  driver = passwd-file
  args = username_format=%u $folder/users
}
userdb {
  driver = passwd-file
  args = username_format=%u $folder/users
}
default_client_limit = 10000
default_process_limit = 1000
service anvil {
  client_limit = 20000
}
service auth {
  client_limit = 20000
}
service stats {
  client_limit = 20000
}
service imap {
  process_limit = 4000
}
service imap-login {
  inet_listener imap {
    port = ${prefix}143
  }
  inet_listener imaps {
    port = ${prefix}993
    ssl = yes
  }
}
service pop3-login {
  inet_listener pop3 {
    port = ${prefix}110
  }
  inet_listener pop3s {
    port = ${prefix}995
    ssl = yes
  }
}
service lmtp {
  inet_listener lmtp {
    address = 127.0.0.1
    port = ${prefix}024
  }
}
protocol lmtp {
  postmaster_address = postmaster@example.test
}
C
if [ -n "$reuse" ]; then
  for protocol in imap pop3; do
    cat >> "$folder/dovecot.conf" <<C
service $protocol-login {
  service_count = 0
  process_min_avail = 2
  client_limit = 4000
}
service $protocol {
  service_count = 1000
  process_min_avail = 4
}
C
  done
fi
