package org.postern.bench;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How to measure.
 *
 * @param messages in the store for the row that starts a full one, and in the largest mailbox
 * @param peers the only ones to compare with, or empty for those of each row
 */
record Plan(
    int rounds,
    Duration round,
    Duration warmUp,
    long messages,
    int connections,
    int size,
    Optional<List<Peer>> peers,
    Optional<Recorder> recorder) {}
