package dev.nextvec.internal.page;

/**
 * A view as the navigation names it.
 *
 * @param path where it is, such as {@code /explore}
 * @param title one word
 * @param card what one sees there, in a sentence
 */
public record Tab(String path, String title, String card) {}
