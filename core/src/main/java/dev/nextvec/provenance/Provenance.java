package dev.nextvec.provenance;

/**
 * Everything a result needs beside it to be reproduced.
 *
 * @param datasetSha256 hash of the dataset's vectors and document table
 * @param splitSha256 hash of the assignment of documents to train, validation and test
 * @param splitSeed seed the split was drawn from
 * @param seed seed of initialisation, shuffling and dropout
 * @param environment software and machine
 */
public record Provenance(
    String datasetSha256, String splitSha256, long splitSeed, long seed, Environment environment) {}
