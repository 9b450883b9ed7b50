#!/bin/bash
# The peers that Postern is measured against, from Debian packages, on loopback, each with a folder of its own:
#   dovecot-maildir, dovecot-sdbox   Dovecot 2.3 as Debian sets it up, with one or the other mail format
#   dovecot-hp                       sdbox with login and mail processes that are reused ("high performance" login)
#   postfix                          Postfix in front of dovecot-maildir, as an LMTP client of it
# They hold the accounts user001@example.test .. user100@example.test with the password below, kept in plain text.
#
#   peers.sh install             installs the packages (as root)
#   peers.sh start|stop NAME     writes the set-up and starts it; stops it
#   peers.sh pid NAME            its process id
#   peers.sh queue NAME          how many messages Postfix has not passed on
#   peers.sh wipe NAME           forgets all mail (while stopped)
# PEERS names the folder for set-ups and mail.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
export PEERS=${PEERS:-$PWD/peers} PASSWORD=bench-Secret-2026
name=${2:-}

tls() {
  mkdir -p "$PEERS/tls"
  [ -f "$PEERS/tls/cert.pem" ] || openssl req -x509 -newkey rsa:2048 -nodes -days 365 -subj /CN=localhost \
    -keyout "$PEERS/tls/key.pem" -out "$PEERS/tls/cert.pem" 2> /dev/null
}

set_up() {
  tls
  case $name in
    dovecot-maildir) "$here/dovecot.sh" "$name" 12 'maildir:~/Maildir' ;;
    dovecot-sdbox) "$here/dovecot.sh" "$name" 13 'sdbox:~/sdbox' ;;
    dovecot-hp) "$here/dovecot.sh" "$name" 19 'sdbox:~/sdbox' reuse ;;
    postfix) "$here/postfix.sh" "$name" 17025 12024 ;;
    *) echo "peers.sh: no peer is named $name" >&2; exit 2 ;;
  esac
}

case "${1:-}" in
  install)
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends dovecot-imapd dovecot-pop3d dovecot-lmtpd postfix openssl > /dev/null ;;
  start)
    set_up
    ulimit -n 20000 2> /dev/null || true
    case $name in
      postfix) MAIL_CONFIG="$PEERS/$name/conf" postfix -c "$PEERS/$name/conf" start > /dev/null 2>&1 ;;
      *) dovecot -c "$PEERS/$name/dovecot.conf" ;;
    esac ;;
  stop)
    case $name in
      postfix) postfix -c "$PEERS/$name/conf" stop > /dev/null 2>&1 ;;
      *) doveadm -c "$PEERS/$name/dovecot.conf" stop ;;
    esac ;;
  pid)
    case $name in
      postfix) tr -d ' ' < "$PEERS/$name/spool/pid/master.pid" ;;
      *) cat "$PEERS/$name/run/master.pid" ;;
    esac ;;
  queue) find "$PEERS/$name/spool"/{incoming,active,deferred,maildrop} -type f | wc -l ;;
  wipe) rm -rf "$PEERS/$name/mail"/* ;;
  *) sed -n '2,14p' "$0"; exit 2 ;;
esac
