package dev.nextvec.internal.zip;

/**
 * A file inside a ZIP archive.
 *
 * @param name its name
 * @param compressed whether it is deflated; otherwise it lies in the archive as it is
 * @param storedBytes bytes it takes in the archive
 * @param bytes its length
 * @param crc CRC-32 of its content
 * @param start where its bytes begin in the archive
 */
public record ZipMember(
    String name, boolean compressed, long storedBytes, long bytes, long crc, long start) {}
