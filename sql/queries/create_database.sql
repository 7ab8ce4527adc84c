-- Makes the database of a server's URL.
-- slots: database (letters, digits and underscores), on_cluster
-- key: none
-- rows: none
CREATE DATABASE IF NOT EXISTS {{database}} {{on_cluster}}
