package dev.nextvec.compare;

/**
 * The difference of two rows in test cosine.
 *
 * @param first name of the row whose test cosine is higher
 * @param second name of the other
 * @param asked whether it is one of the questions that a comparison is made for: a row against the
 *     linear average, a network against the best baseline, the highest row against the next. They
 *     are judged as one family, the other pairs as another.
 * @param contrast first less second
 */
public record JudgedPair(String first, String second, boolean asked, PairedDifference contrast) {}
