from medicare_claims.cli import main

main()
