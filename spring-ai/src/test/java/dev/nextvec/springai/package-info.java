@NullMarked
package dev.nextvec.springai;

import org.jspecify.annotations.NullMarked;
