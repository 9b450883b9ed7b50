#!/bin/bash
# postfix.sh NAME PORT LMTP_PORT: writes $PEERS/NAME/conf; takes mail for example.test on PORT, passes it on to LMTP_PORT
set -eu
name=$1 port=$2 lmtp=$3 folder=$PEERS/$1
mkdir -p "$folder"/{conf,spool,data,log}
chown postfix "$folder/data"
chmod 755 "$folder" "$folder/conf" "$folder/spool"
cp /etc/postfix/postfix-files /etc/postfix/dynamicmaps.cf "$folder/conf/"
cp -r /etc/postfix/postfix-files.d /etc/postfix/dynamicmaps.cf.d "$folder/conf/" 2> /dev/null || true
cat > "$folder/conf/main.cf" <<C
compatibility_level = 3.6
queue_directory = $folder/spool
data_directory = $folder/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
multi_instance_name = postfix-$name
multi_instance_enable = yes
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.example.test
mydestination =
virtual_mailbox_domains = example.test
virtual_mailbox_maps = static:all
virtual_transport = lmtp:inet:127.0.0.1:$lmtp
local_recipient_maps =
alias_maps =
alias_database =
mynetworks = 127.0.0.0/8
maillog_file = $folder/log/mail.log
maillog_file_prefixes = $folder
smtpd_tls_cert_file = $PEERS/tls/cert.pem
smtpd_tls_key_file = $PEERS/tls/key.pem
smtpd_tls_security_level = may
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_recipient_restrictions = permit_mynetworks, reject
smtpd_client_connection_count_limit = 0
C
# No chroot, and the port of our own.
sed -e "s/^smtp  *inet.*smtpd\$/127.0.0.1:$port inet n - n - - smtpd/" \
  -e 's/^\([a-z0-9-]*  *\(unix\|inet\|fifo\)  *[yn-]  *[yn-]  *\)y\(  *\)/\1n\3/' \
  /usr/share/postfix/master.cf.dist > "$folder/conf/master.cf"
postconf -c "$folder/conf" -Me "postlog/unix-dgram=postlog unix-dgram n - n - 1 postlogd"
