package dev.nextvec.text;

import java.nio.file.Path;

/**
 * A file to read.
 *
 * @param path where it is
 * @param id the path as the user gave it, or relative to the only folder given; with forward
 *     slashes
 * @param format how to read it
 * @param bytes its length on disk
 */
public record CorpusFile(Path path, String id, TextFormat format, long bytes) {}
