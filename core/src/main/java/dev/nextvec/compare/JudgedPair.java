package dev.nextvec.compare;

/**
 * The difference of two rows in test cosine.
 *
 * @param first name of the row whose test cosine is higher
 * @param second name of the other
 * @param contrast first less second
 */
public record JudgedPair(String first, String second, PairedDifference contrast) {}
