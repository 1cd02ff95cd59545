/** What is in a file or a folder, whether it is complete, and which command accepts it. */
package org.outeffhop.inspection;
