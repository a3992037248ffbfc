package dev.nextvec.internal.store;

/**
 * An entry that was found.
 *
 * @param cosine of its vector with the query, in double precision
 */
public record Found(Entry entry, double cosine) {}
