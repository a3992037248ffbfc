package dev.nextvec.text;

import java.time.Duration;

/**
 * What an encoding did.
 *
 * @param documents documents written
 * @param emptyDocuments documents skipped because they hold no text
 * @param skippedFiles files skipped because their extension is not supported
 * @param chunks chunks written
 * @param encoded chunks that had to be encoded; the others were known or occur twice
 * @param elapsed time taken
 */
public record EncodeReport(
    long documents,
    long emptyDocuments,
    long skippedFiles,
    long chunks,
    long encoded,
    Duration elapsed) {}
